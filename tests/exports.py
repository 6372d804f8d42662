"""One export of each system, as it comes, with its traps; nobody in them is real."""

from __future__ import annotations

ZOOM = """\
Attendee Report,
Report Generated:,"Mar 11, 2026 09:15:02"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers
Open Salon,812 3456 7890,"Mar 10, 2026 17:58:12",92,5,3
Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Hana Host,hana@x.example,"Mar 10, 2026 17:58:12","Mar 10, 2026 19:30:00",92,No
Panelist Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Pia Panel,pia@x.example,"Mar 10, 2026 18:00:00","Mar 10, 2026 18:30:00",30,No
Yes,Pia Panel,pia@x.example,"Mar 10, 2026 18:33:00","Mar 10, 2026 19:30:00",57,No
Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,\
Approval Status,\
Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Ana (Ana Ruiz),Ana,Ruiz,ana@x.example,,"Mar 1, 2026 08:00:00",approved,\
"Mar 10, 2026 18:01:00","Mar 10, 2026 18:20:00",19,No,Peru
Yes,Ana (Ana Ruiz),Ana,Ruiz,ana@x.example,,"Mar 1, 2026 08:00:00",approved,\
"Mar 10, 2026 18:25:00","Mar 10, 2026 19:30:00",65,No,Peru
Yes,Guest 7,--,--,--,,--,--,"Mar 10, 2026 18:05:00","Mar 10, 2026 18:06:00",1,Yes,Chile
No,Ben Ode,Ben,Ode,ben@x.example,,"Mar 2, 2026 08:00:00",approved,--,--,--,--,--
No,Cy Dahl,Cy,Dahl,cy@x.example,,"Mar 3, 2026 08:00:00",approved,--,--,--,--,--
"""
ZOOM_MEETING = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Weekly call,2026-03-13 17:58:12,2026-03-13 19:00:01,hana@x.example,62,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Hana Host,hana@x.example,2026-03-13 17:58:12,2026-03-13 19:00:01,62,No
Ana Ruiz,,2026-03-13 18:01:00,2026-03-13 18:20:00,19,Yes
Ana Ruiz,,2026-03-13 18:21:00,2026-03-13 19:00:00,39,Yes
"""
LUMA = """\
api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,\
custom_source,qr_code_url,amount,ticket_type_id,ticket_name,What do you bring?
gst-1,Ana Ruiz,Ana,Ruiz,ana@x.example,+51 999 888 777,2024-03-01T10:00:00Z,approved,\
2024-03-09T17:55:00Z,,https://x.example/1,$0,t1,Guest,Cake
gst-2,Ben Ode,Ben,Ode,ben@x.example,,2024-03-01T11:00:00Z,approved,,,https://x.example/2,$0,t1,Guest,
gst-3,Cy Dahl,Cy,Dahl,cy@x.example,,2024-03-02T11:00:00Z,declined,,,https://x.example/3,$0,t1,Guest,
gst-4,Di Moss,Di,Moss,di@x.example,,2024-03-02T12:00:00Z,waitlist,,,https://x.example/4,$0,t1,Guest,
gst-5,Ed Fox,Ed,Fox,ed@x.example,,2024-03-02T12:00:00Z,approved,2024-03-09T18:05:00Z,,\
https://x.example/5,$0,t2,Host,Chairs
"""
EVENTBRITE = """\
Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,\
Order Type,Currency,Total Paid,Fees Paid,Attendee Status,Home City,Home Country
1001,2024-01-13,Ana,Ruiz,ana@x.example,1,,General,9001,,Free Order,USD,0,0,Checked In,Lima,PE
1001,2024-01-13,Guest,One,ana@x.example,1,,General,9002,,Free Order,USD,0,0,Attending,Lima,PE
1002,2024-01-14,Ben,Ode,ben@x.example,1,,Volunteer,9003,,Free Order,USD,0,0,Attending,Lima,PE
1003,2024-01-15,Cy,Dahl,cy@x.example,1,,General,9004,,PayPal,USD,10,1,Refunded,Lima,PE
1004,2024-01-15,Di,Moss,di@x.example,1,,General,9005,,Free Order,USD,0,0,Not Attending,Lima,PE
1005,2024-01-15,Ed,Fox,ed@x.example,1,,Volunteer,9006,,Free Order,USD,0,0,Checked In,Lima,PE
"""
EVENTBRITE_ORDERS = """\
Order #,Order Date,First Name,Last Name,Buyer Email,Quantity,Order Status,Checked In
1001,2024-01-13,Ana,Ruiz,ana@x.example,2,Completed,Yes
1002,2024-01-14,Ben,Ode,ben@x.example,1,Completed,No
1003,2024-01-15,Cy,Dahl,cy@x.example,1,Refunded,
"""
MEETUP = (
    "Name\tUser ID\tTitle\tEvent Host\tRSVP\tGuests\tRSVPed on\tJoined Group on\t"
    "URL of Member Profile\tAttendance\tNotes\n"
    "Ana R.\tuser 101\tOrganizer\tYes\tYes\t0\t2024-05-13\t2020-01-31\thttps://m.example/101\t"
    "Attended\t\n"
    "Ben\tuser 102\tMember\tNo\tYes\t1\t2024-05-14\t2021-01-31\thttps://m.example/102\tNo Show\t\n"
    "Cy\tuser 103\tMember\tNo\tNo\t0\t2024-05-14\t2021-01-31\thttps://m.example/103\t\tsick\n"
    "Di\tuser 104\tMember\tNo\tWaitlist\t0\t2024-05-15\t2021-01-31\thttps://m.example/104\t\t\n"
    "Ed\tuser 105\tMember\tNo\tYes\t0\t2024-05-15\t2021-01-31\thttps://m.example/105\t\t\n"
)
CIVICRM = """\
\ufeff"Participant ID","Contact ID",\
"Contact Name","Event Title","Event Start Date","Register date",\
"Participant Status","Participant Role","Participant Source","Test"
"901","31","Ruiz, Ana","Open Day","2024-06-13 10:00","2024-05-01 09:12","Attended","Attendee","",""
"902","32","Ode, Ben","Open Day","2024-06-13 10:00","2024-05-02 09:12","Registered","Attendee","",""
"903","31","Ruiz, Ana","Course","2024-09-13 10:00","2024-08-02 09:12","Attended","Volunteer","",""
"904","33","Dahl, Cy","Course","2024-09-13 10:00","2024-08-02 09:12","Pending from pay later",\
"Attendee","",""
"905","34","Test, T","Course","2024-09-13 10:00","2024-08-02 09:12","Attended","Attendee","","Yes"
"906","32","Ode, Ben","Course","2024-09-13 10:00","2024-08-03 09:12","No-show","Attendee","",""
"""
CIVICRM_ACTIVITY = """\
Activity ID,Target Contact ID,Activity Type,Subject,Activity Date,Duration,Activity Status,\
Engagement Index
1,31,Phone bank,Calls with Ana,2024-06-13,60,Completed,3
2,31,Phone bank,Calls,2024-07-13,60,Scheduled,3
3,32,Canvass,Doors,2024-06-14,90,Completed,4
"""
CIVICRM_CASES = """\
\ufeff"Case ID","Honorarium administration: Cohort","Honorarium administration: Role",\
"Honorarium administration: Final cost","Contact: "
"1","Spring 2023","Mentor","100","31"
"2","Spring 2023","Speaker","50","32"
"3","Autumn 2023","Mentor","100","31"
"""
CAMPAIGN_MEMBERS = """\
Id,IsDeleted,CampaignId,LeadId,ContactId,Status,HasResponded,IsPrimary,CreatedDate,\
LastModifiedDate,FirstRespondedDate
00v01,false,7015e000000AAAAAA1,,003A,Responded,true,false,2024-03-01T10:00:00.000Z,\
2024-03-01T10:00:00.000Z,2024-03-02
00v02,false,7015e000000AAAA,00QB,,Sent,false,false,2024-03-01T10:00:00.000Z,\
2024-03-01T10:00:00.000Z,
00v03,true,7015e000000AAAA,,003C,Responded,true,false,2024-03-01T10:00:00.000Z,\
2024-03-01T10:00:00.000Z,2024-03-02
00v04,false,7015e000000BBBB,,003A,RSVP Yes,true,false,2024-06-01T10:00:00.000Z,\
2024-06-01T10:00:00.000Z,2024-06-02
00v05,false,7015e000000BBBB,00QB,,RSVP Yes,true,false,2024-06-02T10:00:00.000Z,\
2024-06-02T10:00:00.000Z,2024-06-03
"""
CAMPAIGNS = """\
Id,Name,Type,Status,StartDate,EndDate,IsActive,NumberOfResponses
7015e000000AAAAAA1,Open Day,Event,Completed,2024-03-13,2024-03-13,true,2
7015e000000BBBBAA1,Course,Training,Completed,2024-06-23,2024-07-30,true,2
"""
MAILCHIMP = """\
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,\
LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS
ana@x.example,Ana,Ruiz,4,2024-01-05 10:00:00,10.1.2.3,2024-01-05 10:01:00,10.1.2.3,-12.05,-77.04,\
-5,-5,America/Lima,PE,LMA,2024-06-01 00:00:00,1,e1,,"""
MAILCHIMP += '''"""volunteer"",""donor"""
ben@x.example,Ben,Ode,2,,,2024-02-05 10:01:00,10.1.2.4,-12.05,-77.04,-5,-5,America/Lima,PE,LMA,\
2024-06-01 00:00:00,2,e2,,
'''
FORM = """\
Timestamp,Email address,Which workshop did you attend?,What is your role?,Anything else?
5/26/2015 22:31:50,ana@x.example,Git,Learner,"A long day, I liked the second part of it best"
5/27/2015 9:01:02,ben@x.example,Shell,Helper,Please tell me when the next takes place in our town
6/30/2015 9:01:02,ana@x.example,Shell,Helper,
"""
EVENT_LOG = """\
user_id,event,timestamp
u1,landing,2024-01-02 10:00:00
u1,signup,2024-01-03 10:00:00
u2,landing,2024-01-02 11:00:00
"""
NATIONBUILDER = """\
nationbuilder_id,prefix,first_name,last_name,email1,phone_number,primary_city,tag_list,is_volunteer
1,,Ana,Ruiz,ana@x.example,+51 999 888 777,Lima,"donor, rsvp-open-day_20230330, \
attended-open-day-20230330, attended-garden-2023-06-13",true
2,,Ben,Ode,ben@x.example,,Lima,"rsvp-open-day_20230330",false
3,,Cy,Dahl,cy@x.example,,Lima,donor,false
"""
ACTION_NETWORK = """\
first_name,last_name,email,zip_code,can2_user_city,can2_state_abbreviated,can2_user_tags,\
can2_subscription_date,can2_subscription_status,can2_phone,uuid
Ana,Ruiz,ana@x.example,10001,Lima,NY,"attended-march-20240613, rsvp-march-20240613",2024-01-02,\
subscribed,+51 999 888 777,aaaa-1
Ben,Ode,ben@x.example,10001,Lima,NY,volunteer,2024-01-02,unsubscribed,,aaaa-2
"""
EVERYACTION = """\
VanID,First Name,Last Name,Event Name,Event Date,Role,Status
101,Ana,Ruiz,Phone bank,2024-06-13,Caller,Completed
101,Ana,Ruiz,Canvass,2024-06-23,Canvasser,Walk In
102,Ben,Ode,Phone bank,2024-06-13,Caller,Sched-Web
103,Cy,Dahl,Phone bank,2024-06-13,Caller,No Show
104,Di,Moss,Phone bank,2024-06-13,Caller,Left Msg
"""
ACTIVIST_CODES = """\
Voter File VANID,Activist Code,Date Canvassed
101,Volunteer,2024-06-13
101,Leader,2024-08-13
102,Volunteer,2024-06-14
"""
AMY = """\
personal,middle,family,email,event,role
Ana,,Ruiz,ana@x.example,2011-11-07-toronto,learner
Ana,,Ruiz,ana@x.example,2013-02-xx-lima,instructor
Ben,,Ode,,2011-11-07-toronto,helper
"""
AMY_REQUESTS = """\
Created at,Last updated at,State,Matched Trainee,Matched Trainee ID,Application Type,Personal,\
Middle,Family,Email,Country,Data privacy agreement (yes/no)
2020-01-13,2020-01-14,accepted,Ana Ruiz,7,Open,Ana,,Ruiz,ana@x.example,PE,yes
2020-01-14,2020-01-14,pending,,,Open,Ben,,Ode,ben@x.example,PE,no
"""
DISCOURSE = """\
id,name,username,email,title,created_at,last_seen_at,trust_level,approved,ip_address,\
topics_entered,posts_read_count,time_read
1,Ana Ruiz,ana_r,ana@x.example,,2020-01-13 10:00:00 UTC,2024-01-13,3,true,10.1.2.3,4,9,1
2,Ben Ode,ben_o,ben@x.example,,2021-01-13 10:00:00 UTC,2024-01-13,1,true,10.1.2.4,4,9,1
"""
ORBIT = """\
id,first_activity_occurred_at,last_activity_occurred_at,company,orbit_level,reach,love,slug,name
a1,2020-01-13T10:00:00Z,2022-01-13T10:00:00Z,X,1,4,9.1,ana-r,Ana Ruiz
b2,2021-01-13T10:00:00Z,2022-01-13T10:00:00Z,Y,4,1,0.2,ben-o,Ben Ode
"""
GITHUB = """\
{"type": "PushEvent", "actor": {"login": "ana-r"}, "repo": {"name": "x/y"}, \
"created_at": "2024-01-13T10:00:00Z"}
{"type": "PushEvent", "actor": {"login": "dependabot[bot]"}, "repo": {"name": "x/y"}, \
"created_at": "2024-01-14T10:00:00Z"}
{"type": "IssuesEvent", "actor": {"login": "ben-o"}, "repo": {"name": "x/y"}, \
"created_at": "2024-01-15T10:00:00Z"}
"""
NPSP = """\
Contact1_Firstname__c,Contact1_Lastname__c,Contact1_Personal_Email__c,Donation_Date__c,\
Campaign_Member_Status__c
Ana,Ruiz,ana@x.example,2024-06-13,Responded
Ben,Ode,ben@x.example,2024-06-14,Sent
"""
OLS_PROJECTS = """\
,name,participants,mentors,description,status,reason,cohort,keywords,graduation,collaboration
0,Open Tool,"['Ana Ruiz', 'Ben Ode']",['Cy Dahl'],"For all, and more",graduated,,1,['a'],yes,
1,Open Map,['Di Moss'],"['Cy Dahl', 'Ana Ruiz']",A map of things,not graduated,time,2,['b'],,
2,Open Note,,,Nobody yet,not graduated,time,2,['b'],,
"""
ZOOM_REGISTRATION = """\
Registration Report
Report generated time,06/14/2024 09:00:00 AM
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled,# Approved,# Denied
Open day,123 4567 8901,06/13/2024 10:00:00 AM,60,3,0,2,1
Attendee Details
First Name,Last Name,Email,Registration Time,Approval Status
Ana,Ruiz,ana@x.example,06/13/2024 08:00:00 AM,approved
Ben,Ode,ben@x.example,06/15/2024 08:00:00 AM,pending approval
Cy,Dahl,cy@x.example,06/16/2024 08:00:00 AM,denied
"""
CANVASS = """\
VanID,ResultID,DateCanvassed,CanvassedBy
101,14,2024-06-13,Ana Ruiz
101,1,2024-08-13,Ana Ruiz
102,14,2024-06-14,Ana Ruiz
"""
GIT_LOG = """\
commit,author_name,author_email,author_date,subject
9f1c2ab,Ana Ruiz,ana@x.example,2024-01-13T10:00:00+01:00,Say what a step is
9f1c2ac,Ben Ode,ben@x.example,2024-01-14T10:00:00+01:00,"Fix, and a test for it"
9f1c2ad,dependabot[bot],support@m.example,2024-01-15T10:00:00+01:00,Bump something
"""
PROCESS_LOG = """\
case:concept:name,concept:name,time:timestamp,org:resource
c1,apply,2024-01-02 10:00:00+00:00,x
c1,accept,2024-01-09 10:00:00+00:00,x
c2,apply,2024-01-03 10:00:00+00:00,y
"""
AMY_STAFF = """\
Name,Email,Is instructor,Is trainer,Taught times,Is trainee,Airport,Country,Lessons,Affiliation
Ana Ruiz,ana@x.example,yes,no,3,no,LIM,PE,python,X
Ben Ode,ben@x.example,no,no,0,yes,LHR,GB,,Y
"""
